"""The trail is append-only in the database too."""

from django.db import migrations

from helmline_web.decisions.protection import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda _apps, editor: protect(editor.connection),
            lambda _apps, editor: unprotect(editor.connection),
        )
    ]

"""Sign-in and one's own account."""

app_name = "account"
urlpatterns: list = []

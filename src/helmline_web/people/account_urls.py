"""Sign-in and one's own account."""

from django.urls import path

from helmline_web.people.pages import sign_in

app_name = "account"
urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
]

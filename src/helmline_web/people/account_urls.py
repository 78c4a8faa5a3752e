"""Sign-in and one's own account."""

from django.urls import path

from helmline_web.people.pages import (
    account,
    authenticator,
    browsers,
    keys,
    passkeys,
    password,
    second_step,
    sign_in,
    single_sign_on,
    unsent,
    welcome,
)

app_name = "account"
urlpatterns = [
    path("", account.account, name="account"),
    path("welcome", welcome.welcome, name="welcome"),
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-in/code", second_step.second_step, name="second-step"),
    path("sign-in/demo", sign_in.demo_sign_in, name="demo"),
    path("sign-in/passkey", passkeys.ask, name="passkey-ask"),
    path("sign-in/passkey/answer", passkeys.answer, name="passkey-answer"),
    path("sign-in/single", single_sign_on.leave, name="oidc-leave"),
    path("sign-in/single/back", single_sign_on.come_back, name="oidc-back"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("unsent", unsent.unsent, name="unsent"),
    path("unsent/drop", unsent.drop, name="unsent-drop"),
    path("password", password.password, name="password"),
    path("authenticator", authenticator.authenticator, name="authenticator"),
    path("authenticator/codes", authenticator.renew_codes, name="recovery-codes"),
    path("authenticator/remove", authenticator.remove, name="authenticator-remove"),
    path("passkeys", passkeys.own, name="passkeys"),
    path("passkeys/begin", passkeys.begin, name="passkey-begin"),
    path("passkeys/add", passkeys.add, name="passkey-add"),
    path("passkeys/<int:number>/remove", passkeys.remove, name="passkey-remove"),
    path("keys", keys.keys, name="keys"),
    path("keys/<int:number>/end", keys.end, name="key-end"),
    path("browsers", browsers.browsers, name="browsers"),
    path("browsers/<int:number>/end", browsers.end_one, name="browser-end"),
    path("browsers/end-all", browsers.end_everywhere, name="browsers-end"),
]

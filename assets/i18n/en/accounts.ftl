# The second factor, and what an administrator does for an account

copy = Copy
copy-link = Copy link
copied = Copied

code-title = Enter your code
code-lead = Open your authenticator app and type the code that it shows for Banter.
code = Code
code-wrong = This code isn’t right, or it has been used. Wait for the next one and try again.
recovery-wrong = This isn’t one of your recovery codes, or it has been used.
code-instead = Use my authenticator app
code-expired = Sign in again
code-expired-text = It took too long, or there were too many wrong codes.
recovery-title = Use a recovery code
recovery-lead = Type one of the codes that you kept. Each is good once.
recovery-code = Recovery code
recovery-instead = Use a recovery code

two-factor-title = Two-factor sign-in
two-factor-on = On
two-factor-lead = With it, signing in takes a code from an app on your phone besides your password.
two-factor-must = This server asks everybody for a second factor. Set it up with an authenticator app to go on.
two-factor-since = Signing in has taken a code besides your password since { $day }.
two-factor-begin = Set it up
two-factor-manage = Manage
two-factor-scan = Scan this with an authenticator app.
two-factor-type = Or type this key into it.
two-factor-open = Open it on this device
two-factor-code-label = The key as a QR code
two-factor-confirm-code = Then type the code that it shows
two-factor-confirm = Turn on
two-factor-continue = Go on to the chat
two-factor-on-saved = Two-factor sign-in is on, and your other devices are signed out.
two-factor-on-already = It’s on already.
two-factor-off-title = Turn it off
two-factor-off-text = Signing in takes your password alone then. Your other devices get signed out.
two-factor-off-required = To use another app, turn it off and set it up again: this server asks everybody for a second factor.
two-factor-off = Turn off
two-factor-off-saved = Two-factor sign-in is off, and your other devices are signed out.
two-factor-off-already = It’s off already.
two-factor-expired = This key has expired. Begin again.
recovery-codes = Recovery codes
recovery-keep = Keep these where you find them without your phone. Each signs you in once, and they’re shown only now.
recovery-download = Download
recovery-left = { $count ->
    [0] None is left.
    [one] 1 is left.
   *[other] { $count } are left.
}
recovery-renew-text = New ones take the place of those that you have.
recovery-renew = Make new codes
recovery-saved = Your new recovery codes are ready. The old ones are good for nothing.

account-security = Security
security-title = Security
security-lead = Of this server
security-require-title = Two-factor sign-in for everybody
security-require-text = Whoever has none has to set it up when they sign in, before anything else. It holds for who is signed in now, too.
security-required-text = Whoever has none has to set it up before anything else.
security-without = { $count ->
    [0] Everybody has one.
    [one] 1 person has none.
   *[other] { $count } people have none.
}
security-require = Require it
security-optional = Make it optional
security-own-first = Set up your own first, so that you stay in.
security-saved = Saved.

account-manage = Manage account
account-myself = This is you. Your own account is changed in the settings, with your password.
account-two-factor-text = If they have lost their phone and their recovery codes, remove it. They’re signed out everywhere, and sign in with their password alone.
account-two-factor-none = They sign in with their password alone.
account-two-factor-reset = Remove
account-sure-two-factor = Make sure that it is { $name } who asks for it: afterwards their password is enough to get in.
account-two-factor-saved = It’s removed, and they’re signed out everywhere.
account-password = Forgotten password
account-password-text = Make a link by which they set another one, and hand it to them in a way that nobody else reads.
account-password-link = Make a link

reset-title = Set another password
reset-lead = For { $name }. You get signed out everywhere.
reset-submit = Set password
reset-saved = Your password is changed. Sign in with it.
reset-gone-text = It has been used, or its time is over. Ask for another one.
reset-made = The link is ready
reset-made-text = Copy it now: it’s shown only once. Whoever has it sets another password for { $name }, once, within 30 minutes.

forgot-link = Forgot your password?
forgot-title = Forgot your password?
forgot-lead = If there is an email address with your account, a link to set another password goes there.
forgot-submit = Send the link
forgot-sent = Look into your mail
forgot-sent-text = If this account exists and has an email address, a link is on its way. It’s good for 30 minutes. Without an address, ask an administrator for a link.

mail-hello = Hello { $name },
mail-reset-subject = Set another password on Banter
mail-reset-text = By this link you set another password for { $username }. It works once, within 30 minutes.
mail-reset-else = If you didn’t ask for it, there is nothing to do: your password stays as it is.
mail-change-subject = A change to your account on Banter
mail-password-changed = Your password has been changed.
mail-password-reset = Another password has been set by a link.
mail-email-changed = The email address of your account has been changed. This one is no longer it.
mail-second-factor-turned-on = Two-factor sign-in has been turned on.
mail-second-factor-turned-off = Two-factor sign-in has been turned off.
mail-second-factor-reset = An administrator has removed your second factor. Signing in takes your password alone.
mail-change-else = If this wasn’t you, set another password now, or write to your administrator.

# Banter in English.

brand = Banter
optional = optional
back-to-chat = Back to chat
skip-to-composer = Skip to the message field

## Accounts

username = Username
username-help = 2 to 32 letters, digits, dots, dashes or underscores. People see this name.
email = Email
password = Password
password-help = At least 8 characters. A few unrelated words make a good one.

login-title = Sign in
login-lead = Good to see you again.
login-username = Username or email
login-submit = Sign in
login-no-account = New here?
login-register = Create an account
login-failed = That username and password don’t match. Check both and try again.
login-too-many = Too many attempts. Wait a minute, then try again.

register-title = Create your account
register-lead = Pick a name, and you’re in the conversation.
register-first = You’re the first one here, so this account becomes the administrator.
register-submit = Create account
register-have-account = Already have an account?
register-to-login = Go to sign in
register-setup-code = Set-up code
register-setup-code-help = The code in this server’s configuration. It proves that the server is yours.
register-not-set-up-title = This server isn’t set up yet
register-not-set-up-text = Nobody can register until its operator has created the first administrator on the server:
register-invited-title = Registration is by invitation
register-invited-text = Ask someone who is already here to invite you, then open the link they send you.
register-closed-title = Registration is closed
register-closed-text = This server isn’t taking new accounts. If you think you should have one, ask its administrator.

username-missing = Choose a username.
username-length = Use 2 to 32 characters.
username-characters = Use only letters, digits, dots, dashes and underscores, and begin with a letter or a digit.
username-taken = This username is taken. Choose another.
email-invalid = This doesn’t look like an email address. Correct it or leave it empty.
email-taken = This email address already belongs to an account. Sign in instead, or use another.
password-length = Use 8 to 128 characters.
password-common = This password is too easy to guess. Choose a less common one.
password-wrong = This isn’t your current password. Try again.
setup-code-wrong = This isn’t the set-up code. Compare it with the server’s configuration.

password-title = Change password
password-lead = You stay signed in here. Your other devices get signed out.
password-current = Current password
password-new = New password
password-submit = Change password
password-saved = Your password is changed, and your other devices are signed out.

account-menu = Account of { $name }
account-password = Change password
account-logout = Sign out

## The page of a group

sidebar-groups = Groups
sidebar-open = Show groups
sidebar-close = Close groups
people-online = Online
people-open = Show who is online
people-close = Close the list of people
people-none = Nobody is here right now.
people-more = and { $count } more

connection-online = Connected
connection-connecting = Connecting…
connection-offline = No connection. Messages are sent once it is back.

timeline-label = Messages in { $group }
timeline-older = Older messages
timeline-newer = Newer messages
timeline-jump = Jump to newest
timeline-jump-new = New messages
timeline-empty-title = This is the beginning of { $group }
timeline-empty-text = Nothing has been said yet. Write the first message below.

message-deleted = This message was deleted.
message-edited = edited

composer-placeholder = Message { $group }
composer-send = Send
composer-hint = Enter sends, Shift+Enter for a new line
composer-empty = Write something first.
composer-too-long = A message can have at most 4,000 characters. Shorten it, or send it in parts.
composer-too-many = That was a lot of messages at once. Wait a few seconds, then send again.
composer-busy = The server is busy. Your message is not lost; try again in a moment.
composer-conflict = This message was already sent with a different text. Look in the timeline before you send it again.

outbox-label = Messages on their way
outbox-sending = Sending…
outbox-waiting = Waiting for the connection
outbox-slow = Waiting a few seconds: that was a lot at once
outbox-failed = Not sent
outbox-signed-out = Sign in again to send this
outbox-retry = Try again
outbox-edit = Edit
outbox-discard = Discard
outbox-leave = Some of your messages haven’t been sent yet. Sign out and discard them?

day-today = Today
day-yesterday = Yesterday

# The browser puts the name and the text in place of the braces.
announce-message = { "{author}: {text}" }

## Errors

error-status = Error
error-home = Go to the chat
error-kept = What you wrote
error-kept-help = It has not been sent. Copy it before you leave this page.

error-400-title = That request didn’t make sense
error-400-text = Something in it was missing or damaged. Go back, reload the page and try again.
error-401-title = You’re signed out
error-401-text = Sign in again, and carry on where you were.
error-403-title = You can’t do that
error-403-text = Your account isn’t allowed here, or the request came from another site. If you think it should be, ask an administrator.
error-404-title = Nothing here
error-404-text = This page doesn’t exist, has been removed, or isn’t yours to see.
error-408-title = That took too long
error-408-text = The connection was too slow to finish. Check it and try again.
error-413-title = That’s too large
error-413-text = The server doesn’t take that much at once. Make it smaller and try again.
error-422-title = That couldn’t be taken
error-422-text = Something in the form wasn’t right. Go back, correct it and send it again.
error-429-title = Too fast
error-429-text = That was too much in a short time. Wait a moment, then try again.
error-500-title = Something broke
error-500-text = It’s our fault, not yours, and it has been logged. Try again in a moment.
error-503-title = Back in a moment
error-503-text = The server is restarting or very busy. Wait a few seconds, then reload.
error-other-title = That didn’t work
error-other-text = Go back and try again. If it keeps happening, tell your administrator.

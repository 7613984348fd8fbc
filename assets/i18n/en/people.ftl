# One's own account

account-settings = Settings
settings-title = Settings
settings-lead = Your account
settings-nav = Settings
settings-profile = Profile
settings-devices = Devices
settings-password = Sign-in

picture-title = Picture
picture-help = Any picture up to { $limit }. The middle of it is shown.
picture-choose = Choose a picture
picture-submit = Upload
picture-remove = Remove picture
picture-saved = Your picture is changed.
picture-missing = Choose a picture first.
picture-unknown = This isn’t a picture. PNG, JPEG, GIF and WebP work.

profile-title = About you
profile-submit = Save
profile-saved = Your profile is saved.
profile-length = This is too long.
profile-characters = This has characters that can’t be seen. Remove them and try again.
display-name = Display name
display-name-help = How you’re shown to others. People mention you as @{ $username }.
display-name-taken = Somebody else is called that. Choose another name.
display-name-characters = A name can’t have @, < or >, or marks piled on a letter.
pronouns = Pronouns
bio = Bio
bio-help = A few words about you, up to 500 characters.

status-title = Status
status-help = Say what you’re up to. It’s shown beside your name.
status-emoji = Emoji
status-emoji-unknown = Use one emoji.
status-text = What’s up
status-lasting = Clear after
status-lasting-always = Don’t clear
status-lasting-half-an-hour = 30 minutes
status-lasting-hour = 1 hour
status-lasting-four-hours = 4 hours
status-lasting-today = Today
status-lasting-week = A week
status-submit = Set status
status-clear = Clear status
status-saved = Your status is changed.
status-until = until { $time }
status-meeting = In a meeting
status-home = Working from home
status-sick = Out sick
status-away = On holiday

devices-title = Where you’re signed in
devices-lead = If you don’t know one of these, sign it out and change your password.
devices-unknown = Unknown device
devices-current = This device
devices-open = Active now
devices-used = Last used { $time }
devices-since = signed in { $time }
devices-end = Sign out
devices-end-label = Sign out { $name }
devices-others-title = Everywhere else
devices-others-text = Signs out all devices but this one, at once.
devices-others = Sign out other devices
devices-saved = Signed out there.

email-title = Change email address
email-lead = You can sign in with it. Your other devices get signed out.
email-submit = Change email address
email-saved = Your email address is changed, and your other devices are signed out.

person-edit = Edit profile

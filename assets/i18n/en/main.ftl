# Banter in English.

brand = Banter
optional = optional
cancel = Cancel
results-count = { $count ->
    [0] Nothing found
    [one] 1 result
   *[other] { $count } results
}
back-to-chat = Back to chat
back-to-group = Back to { $group }
skip-to-composer = Skip to the message field
skip-to-content = Skip to the content

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
account-logout = Sign out

## The sidebar

sidebar-groups = Your groups
sidebar-open = Show groups
sidebar-close = Close groups
sidebar-rooms = Rooms
sidebar-private = Groups
sidebar-directs = Direct messages
sidebar-archived = Archived
sidebar-browse = Browse all rooms
sidebar-new-room = New room
sidebar-new-group = New group
sidebar-new-direct = Write to somebody
sidebar-no-rooms = You’re in no room yet.
sidebar-no-rooms-link = Browse rooms
sidebar-no-groups = A group is for the people you choose.
sidebar-no-directs = Write to one person, or to yourself.

## The page of a group

group-menu = More about { $group }
group-members = Members
group-member-count = { $count ->
    [one] 1 member
   *[other] { $count } members
}
group-settings = Settings
group-leave = Leave
group-leave-direct = Close this chat
group-leave-room = Leave room
group-leave-group = Leave group
group-leave-confirm = To come back, somebody in the group has to add you again.
group-archived-tag = Archived
group-archived-notice = This group is archived, so it’s read-only.
group-restore = Restore
group-reading = You’re reading this room. Join to keep it in your sidebar.
group-join = Join
group-joined = Joined
direct-notes = Notes to yourself
direct-notes-topic = Only you see what you write here.
direct-empty-title = This is the beginning of your conversation with { $group }
direct-empty-text = Only the two of you can read it. Say hello.
notes-empty-title = A place for your own notes
notes-empty-text = Links, drafts, reminders: only you see what you write here.
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
timeline-empty-cleared = Nothing is left of what was said here. Write the next message below.
timeline-empty-archived = Nothing was said here.
timeline-empty-text = Nothing has been said yet. Write the first message below.

message-deleted = This message was deleted.
quote-label = In reply to
quote-gone = Deleted message
thread-count = { $count ->
    [one] 1 reply
   *[other] { $count } replies
}
thread-title = Thread
thread-close = Close the thread
thread-older = Earlier replies
thread-newer = Later replies
thread-empty = Nobody has answered yet.
thread-reply = Reply in this thread
message-edited = edited
message-edit-title = Edit message
message-edit-label = Your message
message-edit-save = Save
message-edit-cancel = Cancel
editing = Editing your message
editing-first = Save or cancel this change first.
actions-label = What you can do with this message
action-react = Another reaction
action-more = More
action-pin = Pin
action-unpin = Unpin
action-unpreview = Remove preview
action-copy = Copy link
action-copied = Copied
action-forward = Forward…
forward-title = Forward a message
forward-search = Look for a room, a group or a person
forward-to = Forward to
forward-none = There is no such group of yours.
forward-comment = Add a comment
forward-send = Forward
forward-nowhere = Choose where it goes.
forward-files = { $count ->
    [one] with a file
   *[other] with { $count } files
}
forward-from = Forwarded from { $author } in { $place }
forward-from-private = Forwarded from { $author }, from a private conversation
action-save = Save for later
action-saved = Saved
action-unsave = Remove from saved
action-unsaved = Removed
mentions-title = Mentions
mentions-lead = Where somebody has written your name.
mentions-direct = Direct message
mentions-more = More mentions
mentions-start = Back to the newest
mentions-none-title = Nobody has mentioned you yet
mentions-none-text = When somebody writes @ and your name, you find it here.
mentions-offer = People you can mention
mentions-everyone = all members
action-reply = Reply
action-thread = Thread
action-edit = Edit
action-delete = Delete
action-delete-sure = Delete for everybody?
action-failed = That did not work. Try again in a moment.
reaction-more = and { $count } more
message-pinned = Pinned
pins-title = Pinned messages
pins-empty-title = Nothing pinned here yet
pins-empty-text = What everybody should find again can be pinned from the message’s menu.
pins-full = 50 messages are pinned here already. Unpin one first.
pins-show = Show in the conversation
bookmarks-title = Saved messages
bookmarks-lead = Only you see what you save
bookmarks-empty-title = Nothing saved yet
bookmarks-empty-text = What you want to find again can be saved from the message’s menu.
bookmarks-remove = Remove
bookmarks-older = Saved earlier
bookmarks-full = You have saved 1,000 messages. Remove some first.
sheet-close = Close
revisions-title = Versions of { $name }’s message
revisions-current = Now
revisions-older = Earlier versions
revisions-back = Back to the message
emoji-title = React with
emoji-search = Look for an emoji
emoji-none = No emoji is called that.
emoji-smileys = Smileys
emoji-people = People
emoji-nature = Animals and nature
emoji-food = Food and drink
emoji-travel = Travel and places
emoji-activities = Activities
emoji-objects = Things
emoji-symbols = Symbols
emoji-flags = Flags
reactions-full = This message has all the reactions that it can take.

composer-placeholder = Message { $group }
composer-notes = Write a note
composer-send = Send
composer-hint = Enter sends, Shift+Enter for a new line
draft-mark = Draft
composer-empty = Write something first.
composer-too-long = A message can have at most 4,000 characters. Shorten it, or send it in parts.
composer-too-many = That was a lot of messages at once. Wait a few seconds, then send again.
composer-busy = The server is busy. Your message is not lost; try again in a moment.
reply-gone = The message that you answer is not there any more. Cancel the reply to send this by itself.
composer-archived = This group is archived. Nobody can write in it until an owner restores it.
composer-conflict = This message was already sent with a different text. Look in the timeline before you send it again.

composer-attach = Attach files
composer-as-file = Attach it as a file
composer-description = What do the pictures show? For who can’t see them

attachments-gone = One of the files is no longer there. Remove it and attach it again.
attachments-too-many = A message here can have at most { $most } files.
attachment-too-large = This file is too large. Files can have up to { $limit }.
attachment-too-many = That was a lot of files at once. Wait a few seconds, then try again.
attachment-no-room = There is no room left for your files. Delete some of your messages with files first.
attachment-picture-too-large = This picture has too many pixels or frames. Make it smaller, then try again.
attachment-picture-broken = This picture can’t be read. It may be damaged; pack it into an archive to send it as it is.
attachment-empty = This file is empty.
attachment-failed = The file could not be stored. Try again in a moment.
attachment-remove = Remove { $name }
attachment-alt = What does { $name } show? For who can’t see it
attachment-alt-placeholder = Describe this picture
attachment-sending = Your message is sent when all files are there.
attachments-progress = { "{done} of {count} files are ready" }
attachments-remove = Remove all
attachments-retry = Try the failed ones again

files-title = Files
files-of = Files of { $group }
files-empty-title = No files yet
files-empty-text = Files that are sent here are found here, too.
files-older = Older files
files-newest = Newest files
files-message = In the conversation
files-from = Files from { $name }
files-all = Show all { $count } files
files-more = More files
files-one = file { $name }
files-many = { $count ->
    [one] 1 file
   *[other] { $count } files
}
size-bytes = { $number ->
    [one] 1 byte
   *[other] { $number } bytes
}
size-kb = { $number } KB
size-mb = { $number } MB
size-gb = { $number } GB
file-download = Download { $name }

lightbox-label = Pictures
lightbox-close = Close
lightbox-before = Picture before
lightbox-after = Next picture
lightbox-download = Download

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
typing-one = { "{name} is typing…" }
typing-two = { "{name} and {other} are typing…" }
typing-several = Several people are typing…

## Rooms

rooms-title = Rooms
rooms-lead = Open to everybody.
rooms-search = Find a room
rooms-new = New room
rooms-more = More rooms
rooms-start = Back to the first rooms
rooms-none-title = No rooms yet
rooms-none-text = A room is for everybody: a project, a place, a running joke. Make the first one.
rooms-nothing-title = No room is called “{ $query }”
rooms-nothing-text = Try another word, or make the room.
rooms-create-named = Create “{ $query }”
rooms-join-label = Join { $group }

## A new group

new-title = New room or group
new-lead = You become its owner.
new-people-help = You can add people later, too.
new-kind = Who is it for?
kind-public = Public room
kind-public-text = Everybody can find, read and join it.
kind-private = Private group
kind-private-text = Only the people you add can see it.
group-name = Name
group-name-help = Up to 80 characters. Say what it’s about.
group-topic = Topic
group-topic-help = One line below the name, up to 250 characters.
group-create = Create

picker-legend = People
picker-legend-add = Add people
picker-help = They see everything that was written before.
picker-search = Find people by name
picker-find = Find
picker-chosen = Chosen
picker-found = People found
picker-none = Nobody is called “{ $query }”.
picker-more = More people match. Type more of the name.
picker-add = Add

## Settings of a group

edit-title = Settings
edit-lead = Settings of { $group }
edit-saved = Saved.
edit-submit = Save
edit-details = Name and topic
edit-archive-title = Archive
edit-archive-text = Keeps everything for reading, and stops new messages. You can restore it at any time.
edit-archive = Archive
edit-restore-title = Restore
edit-restore-text = It is archived: people read it, but nobody can write. Restore it, and everything goes on.
edit-delete-title = Delete
edit-delete-text = Deletes all messages for everybody. This can’t be undone.
edit-delete-confirm = Type the name to confirm:
edit-delete = Delete for ever

## Members

members-title = Members
members-of = Members of { $group }
members-online = { $count ->
    [one] 1 online
   *[other] { $count } online
}
members-staff = Owners and moderators
members-members = Members
members-search = Find a member
members-nothing = No member is called “{ $query }”.
members-more = More members
members-start = Back to the first members
members-actions = Actions for { $name }
members-you = you
members-deactivated = deactivated
members-is-online = online
members-make-owner = Make owner
members-make-moderator = Make moderator
members-make-member = Make member
members-hand-over = Hand over ownership
members-hand-over-text = { $name } becomes the owner, and you become a member. Only they can undo this.
members-hand-over-submit = Hand over
members-remove = Remove
members-remove-text = { $name } leaves the group and can be added again.
members-ban = Ban
members-ban-text = { $name } is out at once and can’t come back until the ban is lifted.
members-banned-title = Banned
members-banned-text = They can’t join or be added until the ban is lifted.
members-lift = Lift the ban
members-lift-label = Lift the ban of { $name }
members-must-name-title = Choose who takes over
members-must-name-text = You’re the only owner, so the group would be left without one. Make somebody else the owner; then you can leave.
members-must-name-alone = You’re the only one here. Add somebody who takes over, or archive or delete the group in its settings.

role-owner = Owner
role-moderator = Moderator
role-member = Member
role-administrator = Administrator

## People

people-title = People
people-lead = Everybody on this server.
people-search = Find people by name
people-message = Message
people-message-label = Message { $name }
people-notes = Notes to yourself
people-nothing-title = Nobody is called “{ $query }”
people-nothing-text = Try another part of the name.
people-more-link = More people
people-start = Back to the first people
person-title = Profile
person-since = Here since { $day }
person-deactivated = This account is deactivated.
person-you = This is you

## What the server refuses about groups

group-name-missing = Give it a name.
group-name-length = Use 1 to 80 characters.
group-name-characters = Use letters, digits, spaces and ordinary punctuation only, all in one line.
group-name-taken = There is already a room with this name. Choose another, or join that one.
group-topic-length = Use at most 250 characters.
group-topic-characters = Use ordinary characters only, all in one line.
group-kind = Choose who it’s for: a public room or a private group.
group-too-many = You’ve created a lot of groups. Wait a while before you make another.
group-confirm-wrong = This isn’t the name. Type it exactly as it’s shown.
group-default = This is the room where everybody arrives, so it can’t be archived or deleted.
group-archived = This group is archived, so nothing can be changed. Restore it first.
members-unknown = Choose at least one person. Somebody you chose may not be here any more.
members-not-member = This person isn’t a member.
members-yourself = That’s you. To go, use Leave.
members-owner = An owner can’t be removed. Make them a member first.
members-last-owner = This is the only owner. Make somebody else the owner first.
members-administrator = Administrators keep order in public rooms, so they can’t be banned.
members-yourself-promoted = Nobody gives themself a higher role. Ask an owner.
members-role = Choose a role: owner, moderator or member.
members-banned = This person is banned here. Lift the ban first.
members-unwilling = One of these people can’t be added by you. They can come by an invitation link.
members-too-many = Choose at most 500 people at once.

## Lines in the timeline. Names come as plain text.

line-created = { $actor } created { $name }
line-joined = { $actor } joined
line-left = { $actor } left
line-added = { $actor } added { $people }
line-removed = { $actor } removed { $people }
line-banned = { $actor } banned { $people }
line-moderator = { $actor } made { $people } a moderator
line-member = { $actor } made { $people } a member
line-owner = { $actor } made { $people } an owner
line-handed-over = { $actor } handed the group over to { $people }
line-renamed = { $actor } renamed the group to { $name }
line-topic = { $actor } changed the topic to “{ $name }”
line-topic-cleared = { $actor } removed the topic
line-archived = { $actor } archived the group
line-restored = { $actor } restored the group
people-and = { $people } and { $last }
people-others = { $people } and { $count } more

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

## Blocking

settings-blocks = Blocked
blocks-title = People you blocked
blocks-lead = You don’t see what they write unless you open it, nothing they write counts as unread, and neither of you can write to the other directly. They aren’t told.
blocks-none-title = You have blocked nobody
blocks-none-text = Somebody who bothers you can be blocked from their profile.
blocks-block = Block
blocks-block-text = You won’t see their messages unless you open them, and neither of you can write to the other directly. They aren’t told.
blocks-unblock = Unblock
blocks-unblock-label = Unblock { $name }
blocks-tag = Blocked
blocks-oneself = You can’t block yourself.
blocks-full = You have blocked as many people as one can. Unblock somebody first.
blocks-folded = Message of somebody you blocked
blocks-show = Show
blocks-hide = Hide
blocks-quote = Somebody you blocked
direct-silenced = You can’t write to each other here.
direct-silenced-own = You have blocked { $name }. Neither of you can write here.
direct-silenced-other = You can’t write to { $name }.

## Reports

action-report = Report
report-title = Report message
report-lead = Those who keep order here, and the administrators, see this message as it is now, and that you reported it. Its author doesn’t.
report-lead-direct = Only the administrators see this message as it is now, and that you reported it. They see nothing else of your chat, and its author isn’t told.
report-reason = What’s wrong with it?
report-reason-spam = Spam
report-reason-abuse = Insults or harassment
report-reason-threat = Threats or violence
report-reason-private = Somebody’s private details
report-reason-illegal = Something illegal
report-reason-other = Something else
report-reason-missing = Say what’s wrong with it.
report-note = What they should know
report-note-length = A note has up to 1,000 characters.
report-own = This is your own message. You can delete it.
report-twice = You have reported this message already. It’s waiting to be looked at.
report-too-many = You have reported many messages. Wait a while before the next.
report-submit = Report
report-sent = Reported
report-sent-text = Thank you. It’s waiting to be looked at.
report-block = If you don’t want to hear from { $name } any more, block them. They aren’t told.
reports-title = Reports
reports-lead = Messages that people reported
reports-open = { $count ->
    [one] 1 report
   *[other] { $count } reports
}
reports-none-title = Nothing waits
reports-none-text = Messages that people report show here.
reports-note = The copies are kept only until a report is resolved. What you do closes all reports of the same message.
report-by = Reported by { $name }, { $time }
report-gone = deleted since
report-files = Files: { $files }
report-go = Show in the timeline
report-act-dismissed = Dismiss
report-act-deleted = Delete message
report-sure-deleted = It’s deleted for everybody, and its text is gone for good.
report-act-removed = Remove author
report-act-banned = Ban author here
report-act-unknown = Choose what to do.
report-act-banned-site = Ban author from the site

## Accounts, for administrators

accounts-title = Accounts
accounts-lead = Everybody who has an account here
accounts-none = Nobody is found
account-find = Find
account-facts = Account
account-card = Profile
account-role = Role
account-role-any = Any role
account-role-administrator = Looks after the whole site.
account-role-member = Uses the site like anybody.
account-promote = Make administrator
account-sure-promote = { $name } can then do all that you can: look after accounts, groups and reports, and make others administrators.
account-demote = Make member
account-sure-demote = { $name } can then no longer look after accounts, groups and reports.
account-sure-myself = You can then no longer look after accounts, groups and reports. Only another administrator can give that back to you.
role-unknown = Choose a role.
account-state = State
account-state-any = Any state
account-state-active = Active
account-state-banned = Banned
account-state-deactivated = Deactivated
account-seen = Last seen { $time }
account-unseen = Not signed in
last-administrator = You are the only administrator. Make somebody else one first.

ban-title = Ban from the site
ban-lead = They’re signed out everywhere at once and can’t sign in. What they wrote stays. With a ban for good, what they own passes on.
ban-reason = Reason
ban-reason-missing = Say why. They see it when they try to sign in.
ban-reason-length = A reason has up to 500 characters.
ban-days = A ban lasts from one day to ten years.
ban-oneself = You can’t ban yourself.
ban-inactive = This account is shut out already.
ban-lasting = How long
ban-lasting-good = For good
ban-lasting-1 = A day
ban-lasting-7 = A week
ban-lasting-30 = 30 days
ban-lasting-365 = A year
ban-submit = Ban
ban-for-good = Banned for good
ban-until = Banned until { $time }
ban-over = The ban is over and ends with the next sign-in
ban-since = Since { $time }
ban-lift = Lift ban
login-banned = Your account is banned.
login-banned-until = Your account is banned until { $time }.
login-banned-reason = Reason: { $reason }

## One's data, and the end of an account

settings-data = Your data
delete-title = Delete account
delete-lead = This can’t be undone.
delete-lead-other = This can’t be undone. What they wrote stays, as of a deleted account; everything else of theirs goes, and what they own passes on.
delete-what-messages = What you wrote stays where it is, without your name or picture: “Deleted account”. Delete first what shouldn’t stay.
delete-what-mentions = Where others wrote your name in a message, it stays written.
delete-what-rest = Your profile, email address, devices, memberships, drafts, saved messages, blocks and files that you haven’t posted are deleted, and so are your notes and groups that only you are in.
delete-what-name = Nobody can take the name { $username } after you.
delete-owns = These groups have no other owner. Hand them over first:
delete-confirm = To be sure, type your username
delete-confirm-other = To be sure, type their username
delete-confirm-wrong = This isn’t the username.
delete-oneself = Delete your own account in your settings.
delete-submit = Delete account
deleted-title = Your account is deleted
deleted-text = You’re signed out everywhere. Thank you for having been here.
person-deleted = This account was deleted.
export-title = Download your data
export-lead = A ZIP file with your profile, devices, groups, messages, reactions, saved messages, drafts, reports, and the files you uploaded. What others wrote isn’t in it.
export-submit = Download
export-too-many = You have just downloaded it several times. Try again later.
account-nobody = Deleted account

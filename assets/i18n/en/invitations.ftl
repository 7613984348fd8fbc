# Invitations by link

invitations-open = Invite by link
account-invite = Invite people
invitations-title = Invitations
invitations-site = To this server
invitation-new = New link
invitation-lead-site = Whoever has the link can register here.
invitation-lead-group = Whoever has the link can register here and join this group.
invitation-lead-accounts = Whoever has the link and an account here can join this group.
invitation-lifetime = Good for
invitation-for-hour = 1 hour
invitation-for-day = 1 day
invitation-for-week = 7 days
invitation-for-month = 30 days
invitation-most = How many people
invitation-count = { $count ->
    [one] 1 person
   *[other] { $count } people
}
invitation-submit = Make a link
invitations-full = There are 50 links already. Take some back first.
invitation-made = Your link is ready
invitation-made-text = Copy it now: it’s shown only once.
invitation-link = Link
invitation-code = The link as a QR code
invitations-good = Links that are good now
invitations-good-text = The links themselves are kept nowhere.
invitation-used = { $uses } of { $most } used
invitation-until = good until { $time }
invitation-revoke = Take back
invitation-revoke-label = Take back the link of { $name } that is good until { $time }

invitation-title = Invitation
invitation-to-group = { $name } invites you to
invitation-to-site = { $name } invites you to Banter
invitation-as = You’re signed in as { $name }.
invitation-join = Join
invitation-here = You’re here already.
invitation-register-text = Choose a username, and you’re in.
invitation-login = I have an account
invitation-login-text = Sign in to accept.
invitation-gone = This link isn’t good any more
invitation-gone-text = It has been used up, taken back, or its time is over. Ask for another one.

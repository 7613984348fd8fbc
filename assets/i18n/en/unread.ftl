## What is unread

unread-title = Unread
unread-lead = What you haven’t read yet
unread-count = { $count ->
    [one] 1 unread
   *[other] { $count } unread
}
unread-many = more than 99 unread
unread-mentions = { $count ->
    [one] 1 mention
   *[other] { $count } mentions
}
unread-mentions-many = more than 99 mentions
unread-line = New
unread-jump = Go to the first new message
unread-read-all = Mark all as read
unread-none-title = You’re all caught up
unread-none-text = What you haven’t read shows here, and beside your groups.
action-unread = Mark unread from here
action-unread-done = Marked as unread

## What a member is told of a group

attention-title = Notifications
attention-lead = Show as unread
attention-everything = Every message
attention-everything-text = The number of new messages stands beside the group.
attention-mentions = Mentions only
attention-mentions-text = Only what says your name, or is for everyone.
attention-nothing = Nothing
attention-nothing-text = The group stays as quiet as can be.
attention-quiet = Muted
attention-saved = Your choice is saved.
attention-submit = Save
mute-label = Mute for a while
mute-help = Meanwhile only mentions show.
mute-none = Not muted
mute-until = Muted until { $until }
mute-lift = Not any more
mute-hours-1 = For an hour
mute-hours-8 = For eight hours
mute-hours-24 = For a day
mute-hours-168 = For a week

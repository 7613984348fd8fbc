## What the keyboard does

shortcuts-title = Keyboard shortcuts
shortcuts-lead = Everything here can be done without a mouse
shortcuts-or = or
shortcuts-single = Keys of a single character
shortcuts-single-text = Without them letters by themselves do nothing, nor does “?”. This is kept in your browser.
shortcuts-everywhere = Everywhere
shortcuts-switcher = Search, or jump to a group, a person or a message
shortcuts-list = Show these shortcuts
shortcuts-close = Close what lies over the page
shortcuts-writing = While writing
shortcuts-send = Send
shortcuts-line = Begin a new line
shortcuts-change-last = Change your last message, while nothing is written
shortcuts-mention = Choose whom to mention, after “@”
shortcuts-cancel = Stop changing or answering a message
shortcuts-to-messages = Go to the messages
shortcuts-messages = Among the messages
shortcuts-walk = The message before or after
shortcuts-ends = The first or the last one shown
shortcuts-actions = What can be done with it
shortcuts-reply = Reply
shortcuts-thread = Open its thread
shortcuts-edit = Change it, if it is yours
shortcuts-back = Back to where you write
shortcuts-within = In what can be done, among emoji, pictures and people
shortcuts-next = The one before or after
shortcuts-first-last = The first or the last one
shortcuts-choose = Choose it
shortcuts-key-control = Ctrl
shortcuts-key-shift = Shift
shortcuts-key-enter = Enter
shortcuts-key-escape = Esc
shortcuts-key-tab = Tab
shortcuts-key-home = Home
shortcuts-key-end = End
shortcuts-key-menu = Menu

## To those who listen

thread-messages = Messages of the thread
sidebar-label = Groups and account
announce-several = { "{count} new messages, the last one from {text}" }

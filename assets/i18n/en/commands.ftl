## Commands

commands-offer = Commands
commands-title = What you can type here:
commands-as-text = To post a message that begins with a slash, put a space before it.
commands-close = Close
commands-only-you = Only you see this
command-unknown = There is no such command. Type /help to see all, or put a space before the slash to post this as it is.
command-forbidden = You may not use this command here.
command-files = This command takes no files. Remove them first.

command-help = shows the commands you can use
command-invite = adds people to the group
command-invite-usage = @name …
command-invite-nobody = Say whom: /invite @name
command-invite-done = They are in the group now.
command-leave = leaves the group
command-leave-done = You left { $group }.
command-me = says what you do
command-me-usage = waves
command-me-nothing = Say what you do: /me waves
command-shrug = adds ¯\_(ツ)_/¯
command-shrug-usage = message
command-topic = changes the topic
command-topic-usage = What this is about
command-topic-nothing = Say what the topic is: /topic What this is about
command-topic-done = The topic is changed.

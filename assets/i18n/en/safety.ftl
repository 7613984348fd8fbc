## Blocking

settings-blocks = Blocked
blocks-title = People you blocked
blocks-lead = You don’t see what they write unless you open it, nothing they write counts as unread, and neither of you can write to the other directly. They aren’t told.
blocks-none = You have blocked nobody.
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

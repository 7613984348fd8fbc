## /{=name.kebab=}

command-{=name.kebab=} = <% if posts %>posts what you type after it<% else %>hears what you type after it<% endif %>
command-{=name.kebab=}-usage = something
command-{=name.kebab=}-nothing = Say what: /{=name.kebab=} something
<% if not posts %>command-{=name.kebab=}-done = That was heard.
<% endif %>

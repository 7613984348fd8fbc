## /{=name.kebab=}

command-{=name.kebab=} = <% if posts %>publica lo que escribas después<% else %>oye lo que escribas después<% endif %>
command-{=name.kebab=}-usage = algo
command-{=name.kebab=}-nothing = Di qué: /{=name.kebab=} algo
<% if not posts %>command-{=name.kebab=}-done = Se ha oído.
<% endif %>

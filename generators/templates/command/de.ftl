## /{=name.kebab=}

command-{=name.kebab=} = <% if posts %>schreibt, was du danach eintippst<% else %>hört, was du danach eintippst<% endif %>
command-{=name.kebab=}-usage = etwas
command-{=name.kebab=}-nothing = Sag, was: /{=name.kebab=} etwas
<% if not posts %>command-{=name.kebab=}-done = Das wurde gehört.
<% endif %>

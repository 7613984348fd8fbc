{=many.kebab=}-title = {=many.title=}
{=many.kebab=}-add = Add
{=many.kebab=}-add-title = New {=one.words=}
{=many.kebab=}-all = Back to {=many.title=}
{=many.kebab=}-back = Back without saving
{=many.kebab=}-change = Edit
{=many.kebab=}-change-title = Edit {=one.words=}
{=many.kebab=}-delete = Delete
{=many.kebab=}-delete-text = It is gone for everybody at once, and nobody can bring it back.
{=many.kebab=}-delete-title = Delete this
{=many.kebab=}-facts = What it says
{=many.kebab=}-more = Show more
{=many.kebab=}-none-text = What members add is kept here for everybody in the group.
{=many.kebab=}-none-title = No {=many.words=} yet
<% if not heading or not heading.required %>
{=many.kebab=}-number = {=one.title=} { $number }
<% endif %>
<% if has_choices %>
{=many.kebab=}-choose = Choose…
<% endif %>
<% if truths > 2 %>
{=many.kebab=}-no = No
{=many.kebab=}-yes = Yes
<% endif %>
<% if "bytes" in helps %>
{=many.kebab=}-help-bytes = Hexadecimal digits, two for each byte
<% endif %>
<% if "list" in helps %>
{=many.kebab=}-help-list = One on each line
<% endif %>
<% if "person" in helps %>
{=many.kebab=}-help-person = Their username
<% endif %>
<% if "row" in helps %>
{=many.kebab=}-help-row = The number at the end of its address
<% endif %>
{=many.kebab=}-save = Save
{=many.kebab=}-start = Back to the latest
<% for field in fields %>
{=many.kebab=}-field-{=field.kebab=} = {=field.label=}
<% for choice in field.choices %>
{=many.kebab=}-{=field.kebab=}-{=choice.value=} = {=choice.label=}
<% endfor %>
<% endfor %>

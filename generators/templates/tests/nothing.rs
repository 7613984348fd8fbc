<% if name.snake == "never" %>pub struct Never;<% endif %>

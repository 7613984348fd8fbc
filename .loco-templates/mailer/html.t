{% set kebab = name | snake_case | kebab_case -%}
to: assets/views/mail/{{ kebab }}.html
skip_exists: true
---
<!doctype html>
<html lang="{% raw %}{{ language() }}{% endraw %}">
  <body>
    <p>{% raw %}{{ t(key="mail-hello", name=name) }}{% endraw %}</p>
    <p>{% raw %}{{ t(key="{% endraw %}mail-{{ kebab }}-text{% raw %}") }}{% endraw %}</p>
    <p>{% raw %}<a href="{{ site }}">{{ site }}</a>{% endraw %}</p>
  </body>
</html>

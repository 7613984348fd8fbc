{% set kebab = name | snake_case | kebab_case -%}
to: assets/views/mail/{{ kebab }}.txt
skip_exists: true
---
{% raw %}{{ t(key="mail-hello", name=name) }}{% endraw %}

{% raw %}{{ t(key="{% endraw %}mail-{{ kebab }}-text{% raw %}") }}

{{ site }}{% endraw %}

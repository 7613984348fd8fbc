{% set module = name | snake_case -%}
{% set kebab = module | kebab_case -%}
to: assets/i18n/es/mail_{{ module }}.ftl
skip_exists: true
---
## Mail: {{ module }}

mail-{{ kebab }}-subject = Novedades de Banter
mail-{{ kebab }}-text = Hay algo nuevo para ti.

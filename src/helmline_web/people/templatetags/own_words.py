"""The organisation's own words in templates."""

from django import template

from helmline_web.people import words

register = template.Library()
register.simple_tag(words.heading, name="heading")

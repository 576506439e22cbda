"""Signing in with WeChat, where an account at its open platform is configured; off without one.

A WeChat identity never makes a sign-in and never a trainee: it is linked by somebody who has signed in with their
mobile number, and opens that sign-in from then on. Of WeChat we ask and keep its name for the person at this place
(openid), nothing else.
"""

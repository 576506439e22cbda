from django.apps import AppConfig


class WeChatConfig(AppConfig):
    name = "lms.wechat"
    label = "wechat"

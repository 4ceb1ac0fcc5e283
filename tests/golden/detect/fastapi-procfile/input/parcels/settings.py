from pydantic import Field
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    broker_url: str = "redis://localhost:6379/1"
    labels_bucket: str = Field()
    jwt_secret: str
    smtp_host: str
    smtp_port: int = 587
    carrier_api_key: str
    page_size: int = 50

import boto3
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import create_async_engine

from parcels.settings import Settings

settings = Settings()
engine = create_async_engine(settings.database_url)
labels = boto3.client("s3")
app = FastAPI()

FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 fontconfig fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.txt
COPY . ./

# The key is for this one command: nothing is signed with it, and none is left in the image.
RUN SECRET_KEY=only-to-collect-files STATIC_ROOT=/app/collected python manage.py collectstatic --noinput --ignore whole \
    && useradd --uid 1000 --create-home backoffice \
    && mkdir -p var /srv/media \
    && chown -R backoffice: var /srv/media

ENV STATIC_ROOT=/app/collected \
    MEDIA_ROOT=/srv/media
USER backoffice
EXPOSE 8000
# The port is for the proxy in front, which ends TLS: its word about https is believed.
CMD ["gunicorn", "backoffice.wsgi", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=4", \
     "--threads=8", "--keep-alive=75", "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--forwarded-allow-ips=*", \
     "--forwarder-headers="]

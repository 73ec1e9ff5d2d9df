# The portal's one image: web, worker and beat are `manage.py run <process>`.
FROM python:3.12-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PORTAL_VAR=/var/lib/portal
RUN useradd --system --create-home --home-dir /var/lib/portal portal
WORKDIR /app
COPY requirements.txt constraints.txt ./
RUN pip install --no-cache-dir -r requirements.txt -c constraints.txt
COPY --chown=portal . .
# A volume takes the owner of the folder it is mounted on: without `files` here, uploads could not be written.
RUN chown portal /app && mkdir -p /var/lib/portal/files && chown -R portal /var/lib/portal
USER portal
# Static files and translations are made once, at build time; no server is needed for either.
RUN SECRET_KEY=build DATABASE_URL=postgresql://none REDIS_URL=redis://none:6379 python manage.py messages --compile \
 && SECRET_KEY=build DATABASE_URL=postgresql://none REDIS_URL=redis://none:6379 python manage.py collectstatic --noinput
# The solver's loops, too: beside the source, not in the volume.
RUN env -u PORTAL_VAR python -m evaluation.assignment.warm
EXPOSE 8000
CMD ["python", "manage.py", "run", "web"]

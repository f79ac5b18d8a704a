-- Run once, when the volume is empty. The service owns its database and nothing else; as the superuser nobody logs
-- in but inside the container.
\set password `cat /run/secrets/POSTGRES_PASSWORD`
create role vestibule login password :'password';
create database vestibule owner vestibule encoding 'UTF8' template template0;
alter role postgres password null;

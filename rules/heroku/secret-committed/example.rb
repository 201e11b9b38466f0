# ruleid: heroku/secret-committed
REMOTE = "redis://:h8Gf2kLs9xQ@cache3.prod-cluster.net:6379"
# ok: heroku/secret-committed
LOCAL = "redis://localhost:6379"

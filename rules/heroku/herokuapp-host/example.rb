# ruleid: heroku/herokuapp-host
HOST = "shop-production.herokuapp.com"
# ok: heroku/herokuapp-host
OTHER = "shop.example.com" # not shop.herokuapp.com

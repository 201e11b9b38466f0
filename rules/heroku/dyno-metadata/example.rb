# ruleid: heroku/dyno-metadata
release = ENV["HEROKU_SLUG_COMMIT"]
# ok: heroku/dyno-metadata
release = ENV["GIT_COMMIT"]

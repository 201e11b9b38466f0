# ruleid: heroku/plain-http-link
Faraday.get("http://risk.internal:8080/score")
# ok: heroku/plain-http-link
Faraday.get("https://risk.example.net/score")

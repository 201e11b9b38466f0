const axios = require("axios");
// ruleid: heroku/plain-http-link
const risk = axios.get("http://risk.internal:8080/score");
// ruleid: heroku/plain-http-link
const ledger = axios.create({ baseURL: "http://ledger.example.net" });
// ok: heroku/plain-http-link
const safe = axios.get("https://risk.example.net/score");
// ok: heroku/plain-http-link
const local = axios.get("http://localhost:9200/_search");
// ok: heroku/plain-http-link
const namespace = "http://www.w3.org/2000/svg";
module.exports = { risk, ledger, safe, local, namespace };

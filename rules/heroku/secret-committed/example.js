// ruleid: heroku/secret-committed
const remote = "postgres://app:h8Gf2kLs9@db7.prod-cluster.net:5432/app";
// ok: heroku/secret-committed
const key = process.env.STRIPE_KEY;
// ok: heroku/secret-committed
const placeholder = "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx";
// ok: heroku/secret-committed
const local = "postgres://app:hunter22@localhost:5432/app_test";
// remote was "postgres://app:h8Gf2kLs9@db7.prod-cluster.net:5432/app"
module.exports = { key, placeholder, local, remote };

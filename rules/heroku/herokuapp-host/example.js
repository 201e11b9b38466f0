// ruleid: heroku/herokuapp-host
const callback = "https://shop-production.herokuapp.com/auth/callback";
// ruleid: heroku/herokuapp-host
const link = (name) => `https://${name}.herokuapp.com/`;
// ok: heroku/herokuapp-host
const own = "https://shop.example.com/auth/callback"; // was https://shop.herokuapp.com
module.exports = { callback, link, own };

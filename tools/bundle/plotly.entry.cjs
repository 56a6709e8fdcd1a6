// The traces the charts use: scatter comes with the core, bar is added. A new kind of chart adds its trace here.
const Plotly = require("plotly.js/lib/core");
Plotly.register([require("plotly.js/lib/bar"), require("plotly.js/lib/locales/zh-cn")]);
module.exports = Plotly;

// The texts in Chinese of two components that bring their own words. They follow <html lang>, so that one script
// serves both languages.
import { AG_GRID_LOCALE_CN } from "@ag-grid-community/locale";
import { zhCN } from "date-fns/locale/zh-CN";

const isChinese = () => document.documentElement.lang.startsWith("zh");

// dcc's date pickers take the first language of the browser that is found here, else the first one here.
window.dateFns = {
  get locale() {
    return isChinese() ? { zhCN } : {};
  },
};

// dashGridOptions={"getLocaleText": {"function": "gridText(params)"}}
window.dashAgGridFunctions = window.dashAgGridFunctions || {};
window.dashAgGridFunctions.gridText = ({ key, defaultValue, variableValues }) => {
  const text = (isChinese() && AG_GRID_LOCALE_CN[key]) || defaultValue;
  return (variableValues || []).reduce((filled, value) => filled.replace("${variable}", value), text);
};

#include "config/ldap_searches.hh"

#include "config/expand.hh"

namespace sendwright::config {
namespace {

// Entries of this host, or of the cluster that it belongs to.
std::string owned_by(const MacroScope& macros) {
  return "(|(sendmailMTACluster=" + macro_value("sendmailMTACluster", macros) +
         ")(sendmailMTAHost=" + macro_value("j", macros) + "))";
}

// The values of an object class: as they are, and by the searches that its entries name.
std::string values_of(const std::string& object, const std::string& object_class) {
  return " -v \"" + object + "Value," + object + "Search:FILTER:" + object_class + ',' + object +
         "URL:URL:" + object_class + '"';
}

}  // namespace

std::string ldap_class_search(std::string_view class_name, const MacroScope& macros) {
  return "-k (&(objectClass=sendmailMTAClass)(sendmailMTAClassName=" + std::string(class_name) +
         ')' + owned_by(macros) + ')' + values_of("sendmailMTAClass", "sendmailMTAClass");
}

std::string ldap_alias_search(const MacroScope& macros) {
  return "-k (&(objectClass=sendmailMTAAliasObject)(sendmailMTAAliasGrouping=aliases)" +
         owned_by(macros) + "(sendmailMTAKey=%0))" +
         values_of("sendmailMTAAlias", "sendmailMTAAliasObject");
}

}  // namespace sendwright::config

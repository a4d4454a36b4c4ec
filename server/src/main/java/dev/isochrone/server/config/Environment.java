package dev.isochrone.server.config;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The environment variables that may say what a configuration file does: those whose names begin
 * with {@value #PREFIX}. An empty one counts as not set.
 *
 * @param variables by name
 */
public record Environment(SortedMap<String, String> variables) {
  public static final String PREFIX = "ISOCHRONE_";

  /** Says nothing. */
  public static final Environment NONE = new Environment(new TreeMap<>());

  /** What the launcher and clients take, and a server's environment may have besides. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "ISOCHRONE_ENDPOINTS",
          "ISOCHRONE_JAVA_OPTS",
          "ISOCHRONE_REGION",
          "ISOCHRONE_REMEMBER",
          "ISOCHRONE_SESSION",
          "ISOCHRONE_TLS_CA",
          "ISOCHRONE_TLS_CERT",
          "ISOCHRONE_TLS_KEY");

  /** Kubernetes sets these for each service whose name begins with isochrone. */
  private static final Pattern OF_SERVICES =
      Pattern.compile("ISOCHRONE_(.*_)?(SERVICE_HOST|SERVICE_PORT|PORT)(_.*)?");

  public Environment {
    variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
  }

  /** Of all variables of a process, those that are meant here. */
  public static Environment of(Map<String, String> all) {
    SortedMap<String, String> ours = new TreeMap<>(all);
    ours.entrySet().removeIf(one -> !one.getKey().startsWith(PREFIX) || one.getValue().isBlank());
    return new Environment(ours);
  }

  /**
   * Those that say something of a file that is read into this record.
   *
   * @throws ConfigException one has a name of ours, and neither this file nor another part of the
   *     product has such a key
   */
  SortedMap<ConfigKey, String> of(Class<?> record) throws ConfigException {
    Map<String, ConfigKey> known =
        ConfigKey.of(record).stream().collect(Collectors.toMap(ConfigKey::variable, key -> key));
    SortedMap<ConfigKey, String> said = new TreeMap<>(Comparator.comparing(ConfigKey::variable));
    for (Map.Entry<String, String> one : variables.entrySet()) {
      ConfigKey key = known.get(one.getKey());
      if (key != null) {
        said.put(key, one.getValue());
      } else if (!OF_OTHERS.contains(one.getKey())
          && !OF_SERVICES.matcher(one.getKey()).matches()) {
        throw ConfigException.at(
            place(one.getKey()),
            "there is no such key; taken here: "
                + known.keySet().stream().sorted().collect(Collectors.joining(", ")));
      }
    }
    return said;
  }

  /** The names of those that say something of a file that is read into this record. */
  public Set<String> namesFor(Class<?> record) {
    Set<String> names =
        ConfigKey.of(record).stream().map(ConfigKey::variable).collect(Collectors.toSet());
    return variables.keySet().stream()
        .filter(names::contains)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** As messages name it. */
  static String place(String variable) {
    return "environment variable " + variable;
  }
}

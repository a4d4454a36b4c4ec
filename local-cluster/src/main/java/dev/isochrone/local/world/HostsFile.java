package dev.isochrone.local.world;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The addresses that one server sees behind the names of the others: the file that its JVM asks in
 * place of any name service ({@code -Djdk.net.hosts.file}). Each server has its own, so that one
 * name can lead two servers to two places, such as the proxy of that pair.
 *
 * @param addresses by name; what is not in it is unknown to the server
 */
public record HostsFile(SortedMap<String, String> addresses) {
  private static final String LOCALHOST = "localhost";

  public HostsFile {
    addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
    addresses.forEach(
        (name, address) -> {
          if (isNoWord(name) || isNoWord(address)) {
            throw new IllegalArgumentException("'" + address + " " + name + "' is no host's line");
          }
        });
  }

  /** One that knows {@code localhost} alone. */
  public static HostsFile ofLocalhost() {
    return new HostsFile(new TreeMap<>()).with(LOCALHOST, "127.0.0.1");
  }

  /** The same with this address behind the name. */
  public HostsFile with(String name, String address) {
    SortedMap<String, String> more = new TreeMap<>(addresses);
    more.put(name, address);
    return new HostsFile(more);
  }

  /** Reads what {@link #write} wrote. */
  public static HostsFile read(Path file) throws IOException {
    SortedMap<String, String> addresses = new TreeMap<>();
    for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
      String[] words = line.replaceFirst("#.*", "").strip().split("\\s+", -1);
      for (int i = 1; i < words.length; i++) {
        addresses.put(words[i], words[0]);
      }
    }
    return new HostsFile(addresses);
  }

  /** Replaces the file at one stroke: a JVM that asks meanwhile sees the old one or the new one. */
  public void write(Path file) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, text(), StandardCharsets.US_ASCII);
    Path unused =
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private String text() {
    return addresses.entrySet().stream()
        .map(one -> one.getValue() + " " + one.getKey() + "\n")
        .collect(Collectors.joining());
  }

  private static boolean isNoWord(String text) {
    return text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c == '#' || c > '~');
  }
}

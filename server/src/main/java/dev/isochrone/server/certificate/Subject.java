package dev.isochrone.server.certificate;

import dev.isochrone.model.Region;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whom a certificate is for.
 *
 * @param name the common name
 * @param hosts names and addresses under which a node is called
 * @param region to which a node's certificate is bound; as the URI {@code isochrone://region/NAME}
 */
public record Subject(Purpose purpose, String name, List<String> hosts, Optional<Region> region) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._@-]{0,62}");
  private static final Pattern DNS_NAME =
      Pattern.compile("(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");

  private static final Pattern DIGITS = Pattern.compile("[0-9.]+");
  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
  private static final Pattern FOUR_BYTES = Pattern.compile("(" + BYTE + "\\.){3}" + BYTE);
  private static final Pattern HEX_DIGITS = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

  /** Where a certificate names its region. */
  public static final String REGION_URI = "isochrone://region/";

  public Subject {
    hosts = List.copyOf(hosts);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' can't be a certificate's name: letters, digits, blanks and . _ @ - are taken, 63 at most");
    }
    for (String host : hosts) {
      if (addressOf(host).isEmpty() && !DNS_NAME.matcher(host).matches()) {
        throw new IllegalArgumentException("'" + host + "' is no host's name or address");
      }
    }
  }

  /** A node that is called by these names or addresses; at least one. */
  public static Subject node(String name, List<String> hosts, Optional<Region> region) {
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException(
          "a node's certificate names the hosts by which the node is called");
    }
    return new Subject(Purpose.NODE, name, hosts, region);
  }

  public static Subject client(String name) {
    return new Subject(Purpose.CLIENT, name, List.of(), Optional.empty());
  }

  static Subject authority(String name) {
    return new Subject(Purpose.AUTHORITY, name, List.of(), Optional.empty());
  }

  /**
   * The bytes of an address in digits; empty: it is a name, if anything.
   *
   * @throws IllegalArgumentException if it consists of digits and is no address
   */
  static Optional<byte[]> addressOf(String host) {
    boolean four = DIGITS.matcher(host).matches();
    boolean sixteen = HEX_DIGITS.matcher(host).matches();
    if (!four && !sixteen) {
      return Optional.empty();
    }
    if (four && !FOUR_BYTES.matcher(host).matches()) {
      throw new IllegalArgumentException("'" + host + "' is no address");
    }
    try {
      // No name is looked up: what is of this form is an address to the JDK, or nothing.
      return Optional.of(InetAddress.getByName(host).getAddress());
    } catch (UnknownHostException malformed) {
      throw new IllegalArgumentException("'" + host + "' is no address", malformed);
    }
  }
}

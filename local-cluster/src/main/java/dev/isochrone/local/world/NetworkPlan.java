package dev.isochrone.local.world;

import dev.isochrone.wire.grpc.Address;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which proxies stand between the servers of a world: for each ordered pair of servers one per port
 * that the one opens connections to at the other. A server sees the same ports as without proxies,
 * and behind each name an address that stands for its own lines to that server. Pure.
 *
 * @param lines by name
 * @param views for each server its hosts
 */
public record NetworkPlan(SortedMap<String, Line> lines, SortedMap<String, HostsFile> views) {
  private static final int SERVERS_MAX = 250;

  public NetworkPlan {
    lines = Collections.unmodifiableSortedMap(new TreeMap<>(lines));
    views = Collections.unmodifiableSortedMap(new TreeMap<>(views));
  }

  /**
   * A proxy, for the connections that a server opens to a port of another.
   *
   * @param from who opens them
   * @param to who takes them
   */
  public record Line(String name, String from, String to, Address listen, Address upstream) {}

  /**
   * A server.
   *
   * @param controls whether it is a controller: their consensus spans regions
   */
  private record Member(
      String name, String region, boolean controls, Address internal, Address raft) {}

  /**
   * The plan.
   *
   * @param network the second byte of all addresses of proxies; another one than the servers'
   * @throws IllegalArgumentException servers don't call each other by name, or are too many
   */
  public static NetworkPlan of(WorldFile world, int network) {
    if (!world.hasNames()) {
      throw new IllegalArgumentException(
          "servers of this cluster call each other by address, so nothing can stand between them;"
              + " make the cluster anew");
    }
    List<Member> members = members(world);
    if (members.size() > SERVERS_MAX) {
      throw new IllegalArgumentException("more than " + SERVERS_MAX + " servers");
    }
    SortedMap<String, Line> lines = new TreeMap<>();
    SortedMap<String, HostsFile> views = new TreeMap<>();
    for (int i = 0; i < members.size(); i++) {
      Member from = members.get(i);
      HostsFile hosts = world.direct();
      for (int j = 0; j < members.size(); j++) {
        Member to = members.get(j);
        if (i != j) {
          String host = "127." + network + "." + (i + 1) + "." + (j + 1);
          hosts = hosts.with(world.nameOf(to.name()), host);
          ports(from, to)
              .forEach(
                  (port, at) -> {
                    String name = from.name() + ">" + to.name() + ":" + port;
                    Address listen = new Address(host, at.port());
                    lines.put(name, new Line(name, from.name(), to.name(), listen, at));
                  });
        }
      }
      views.put(from.name(), hosts);
    }
    return new NetworkPlan(lines, views);
  }

  /** The lines of the connections that one server opens to another. */
  public List<Line> between(String from, String to) {
    return lines.values().stream()
        .filter(line -> line.from().equals(from) && line.to().equals(to))
        .toList();
  }

  private static List<Member> members(WorldFile world) {
    List<Member> members = new ArrayList<>();
    world
        .regions()
        .forEach(
            (region, part) -> {
              part.controllers()
                  .forEach(
                      (id, at) ->
                          members.add(new Member(id, region, true, at.internal(), at.raft())));
              part.nodes()
                  .forEach(
                      (id, at) ->
                          members.add(new Member(id, region, false, at.internal(), at.raft())));
            });
    return members;
  }

  /** Rows are agreed on inside a region, the cluster's directory by all controllers. */
  private static SortedMap<String, Address> ports(Member from, Member to) {
    SortedMap<String, Address> ports = new TreeMap<>();
    ports.put("internal", to.internal());
    boolean agree =
        from.controls() == to.controls() && (to.controls() || from.region().equals(to.region()));
    if (agree) {
      ports.put("raft", to.raft());
    }
    return ports;
  }
}

package dev.isochrone.region.config;

import static dev.isochrone.server.config.YamlFile.required;

import dev.isochrone.model.NodeId;
import dev.isochrone.region.RegionControllerConfig;
import dev.isochrone.region.RegionControllerConfig.ListenAt;
import dev.isochrone.server.config.ConfigException;
import dev.isochrone.server.config.Environment;
import dev.isochrone.server.config.LogPart;
import dev.isochrone.server.config.TlsPart;
import dev.isochrone.server.config.YamlFile;
import dev.isochrone.server.inside.LogConfig;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.tls.TlsConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A controller, as its configuration file has it.
 *
 * @param controller which of those in the cluster's file it is
 * @param dataDir the controller's own; a relative path counts from the file's directory, and so
 *     does that of {@code cluster}
 * @param cluster what the cluster shall be, a {@link FoundingFile}; it also says where others reach
 *     this controller
 * @param listen what it binds; absent: where others reach it
 * @param http where metrics and health are served; without it they are not
 * @param log absent: text, and what matters
 * @param tls of its ports, and of the calls to others; without it they are of loopback
 */
public record ControllerFile(
    String controller,
    String dataDir,
    String cluster,
    @Nullable Listen listen,
    @Nullable Http http,
    @Nullable LogPart log,
    @Nullable TlsPart tls) {

  /** Ports for servers and operators, and for the consensus of the directories. */
  public record Listen(@Nullable Address internal, @Nullable Address raft) {
    private ListenAt orElse(ListenAt otherwise) {
      return new ListenAt(
          internal == null ? otherwise.internal() : internal,
          raft == null ? otherwise.raft() : raft);
    }
  }

  /** Where metrics and health are served. */
  public record Http(Address listen) {
    public Http {
      required(listen, "listen");
    }
  }

  /**
   * What a process of this file starts.
   *
   * @param fromEnvironment the variables that had a say in it
   */
  public record Settings(
      RegionControllerConfig config, Optional<Address> http, LogConfig log, Set<String> fromEnvironment) {}

  public ControllerFile {
    required(controller, "controller");
    required(dataDir, "data-dir");
    required(cluster, "cluster");
  }

  /** Reads a controller's file, and the cluster's that it names. */
  public static Settings read(Path file) throws ConfigException {
    return read(file, Environment.NONE);
  }

  /** The same, where the environment says nothing else. */
  public static Settings read(Path file, Environment environment) throws ConfigException {
    ControllerFile said = YamlFile.read(file, ControllerFile.class, environment);
    FoundingFile founding = FoundingFile.read(file.resolveSibling(said.cluster));
    try {
      RegionControllerConfig config =
          new RegionControllerConfig(
              new NodeId(said.controller),
              file.resolveSibling(said.dataDir),
              founding.cluster(),
              founding.seats(),
              RegionControllerConfig.GROUP,
              RegionControllerConfig.UPKEEP);
      ListenAt listenAt =
          said.listen == null ? config.listenAt() : said.listen.orElse(config.listenAt());
      List<String> hosts =
          new ArrayList<>(List.of(listenAt.internal().host(), listenAt.raft().host()));
      Optional<Address> http = Optional.ofNullable(said.http).map(Http::listen);
      http.ifPresent(at -> hosts.add(at.host()));
      Optional<TlsConfig> tls = TlsPart.of(file, said.tls, hosts);
      return new Settings(
          config.listeningAt(listenAt).with(tls), http, LogPart.config(said.log), environment.namesFor(ControllerFile.class));
    } catch (IllegalArgumentException unfit) {
      throw ConfigException.in(file, said.cluster + ": " + unfit.getMessage());
    }
  }
}

package dev.isochrone.region.config;

import static dev.isochrone.server.config.YamlFile.required;

import dev.isochrone.model.NodeId;
import dev.isochrone.region.RegionControllerConfig;
import dev.isochrone.server.config.ConfigException;
import dev.isochrone.server.config.LogPart;
import dev.isochrone.server.config.TlsPart;
import dev.isochrone.server.config.YamlFile;
import dev.isochrone.server.inside.LogConfig;
import dev.isochrone.wire.grpc.Address;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A controller, as its configuration file has it.
 *
 * @param controller which of those in the cluster's file it is
 * @param dataDir the controller's own; a relative path counts from the file's directory, and so
 *     does that of {@code cluster}
 * @param cluster what the cluster shall be, a {@link FoundingFile}
 * @param http where metrics and health are served; without it they are not
 * @param log absent: text, and what matters
 * @param tls of its ports, and of the calls to others; without it they are of loopback
 */
public record ControllerFile(
    String controller,
    String dataDir,
    String cluster,
    @Nullable Http http,
    @Nullable LogPart log,
    @Nullable TlsPart tls) {

  /** Where metrics and health are served. */
  public record Http(Address listen) {
    public Http {
      required(listen, "listen");
    }
  }

  /** What a process of this file starts. */
  public record Settings(RegionControllerConfig config, Optional<Address> http, LogConfig log) {}

  public ControllerFile {
    required(controller, "controller");
    required(dataDir, "data-dir");
    required(cluster, "cluster");
  }

  /** Reads a controller's file, and the cluster's that it names. */
  public static Settings read(Path file) throws ConfigException {
    ControllerFile said = YamlFile.read(file, ControllerFile.class);
    Path described = file.resolveSibling(said.cluster);
    FoundingFile founding = FoundingFile.read(described);
    try {
      RegionControllerConfig config =
          new RegionControllerConfig(
              new NodeId(said.controller),
              file.resolveSibling(said.dataDir),
              founding.cluster(),
              founding.seats(),
              RegionControllerConfig.GROUP,
              RegionControllerConfig.UPKEEP);
      RegionControllerConfig.Seat self = config.self();
      List<String> hosts = new ArrayList<>(List.of(self.internal().host(), self.raft().host()));
      Optional<Address> http = Optional.ofNullable(said.http).map(Http::listen);
      http.ifPresent(at -> hosts.add(at.host()));
      return new Settings(
          config.with(TlsPart.of(file, said.tls, hosts)), http, LogPart.config(said.log));
    } catch (IllegalArgumentException unfit) {
      throw ConfigException.in(file, said.cluster + ": " + unfit.getMessage());
    }
  }
}

package dev.isochrone.region.config;

import static dev.isochrone.server.config.YamlFile.required;

import dev.isochrone.model.NodeId;
import dev.isochrone.region.RegionControllerConfig;
import dev.isochrone.server.config.ConfigException;
import dev.isochrone.server.config.YamlFile;
import java.nio.file.Path;

/**
 * A controller, as its configuration file has it.
 *
 * @param controller which of those in the cluster's file it is
 * @param dataDir the controller's own; a relative path counts from the file's directory, and so
 *     does that of {@code cluster}
 * @param cluster what the cluster shall be, a {@link FoundingFile}
 */
public record ControllerFile(String controller, String dataDir, String cluster) {
  public ControllerFile {
    required(controller, "controller");
    required(dataDir, "data-dir");
    required(cluster, "cluster");
  }

  /** Reads a controller's file, and the cluster's that it names. */
  public static RegionControllerConfig read(Path file) throws ConfigException {
    ControllerFile said = YamlFile.read(file, ControllerFile.class);
    Path described = file.resolveSibling(said.cluster);
    FoundingFile founding = FoundingFile.read(described);
    try {
      return new RegionControllerConfig(
          new NodeId(said.controller),
          file.resolveSibling(said.dataDir),
          founding.cluster(),
          founding.seats(),
          RegionControllerConfig.GROUP,
          RegionControllerConfig.UPKEEP);
    } catch (IllegalArgumentException unfit) {
      throw ConfigException.in(file, said.cluster + ": " + unfit.getMessage());
    }
  }
}

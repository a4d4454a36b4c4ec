package dev.isochrone.chaos.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Dependencies point down: the table of docs/ARCHITECTURE.md, section 2, row by row.
 *
 * <p>A pattern with two dots means the package and all below it; without, that package alone.
 */
final class Layers {
  /** What a layer sees of ours besides itself. Others' libraries are {@link Borders}' trade. */
  private record Layer(String pattern, List<String> sees) {
    static Layer of(String pattern, String... sees) {
      return new Layer(pattern, List.of(sees));
    }
  }

  private static final List<Layer> BOTTOM_UP =
      List.of(
          Layer.of("hlc.."),
          Layer.of("model..", "hlc.."),
          Layer.of("placement..", "hlc..", "model.."),
          Layer.of("conflict..", "hlc..", "model.."),
          Layer.of("consensus.."),
          Layer.of("api.."),
          Layer.of("wire..", "hlc..", "model..", "placement..", "api.."),
          Layer.of("replication", "hlc..", "model..", "placement..", "conflict.."),
          Layer.of("replication.region..", "hlc..", "model..", "placement..", "replication"),
          Layer.of(
              "replication.driver..",
              "hlc..",
              "model..",
              "placement..",
              "replication",
              "replication.region"),
          Layer.of(
              "replication.grpc..",
              "hlc..",
              "model..",
              "placement..",
              "api..",
              "wire..",
              "replication.."),
          Layer.of("server..", "hlc..", "model..", "placement..", "api..", "wire.."),
          Layer.of("zone.session..", "hlc..", "model.."),
          Layer.of("zone.disk..", "hlc..", "model..", "placement..", "server.disk"),
          Layer.of("zone.watch..", "hlc..", "consensus", "server.inside"),
          Layer.of("zone.tally..", "hlc..", "model.."),
          Layer.of("zone.slow..", "hlc..", "model..", "zone.tally"),
          Layer.of(
              "zone.metrics..",
              "hlc..",
              "model..",
              "placement..",
              "wire..",
              "server..",
              "zone.tally"),
          Layer.of("zone.store.kv..", "model.."),
          Layer.of("zone.store.xodus..", "model..", "zone.store.kv.."),
          Layer.of(
              "zone.store.content..",
              "hlc..",
              "model..",
              "placement..",
              "consensus",
              "replication"),
          Layer.of(
              "zone.store.format..",
              "hlc..",
              "model..",
              "placement..",
              "consensus",
              "replication",
              "zone.session",
              "zone.store.kv",
              "zone.store.content"),
          Layer.of(
              "zone.store.memory..",
              "hlc..",
              "model..",
              "consensus",
              "replication",
              "zone.session",
              "zone.store.kv",
              "zone.store.content",
              "zone.store.format"),
          Layer.of(
              "zone.store.transfer..",
              "hlc..",
              "model..",
              "consensus",
              "zone.store.kv",
              "zone.store.content",
              "zone.store.format"),
          Layer.of(
              "zone.store",
              "hlc..",
              "model..",
              "consensus",
              "replication",
              "zone.session",
              "zone.store.kv",
              "zone.store.content",
              "zone.store.format",
              "zone.store.memory",
              "zone.store.transfer"),
          Layer.of(
              "zone.store.checkpoint..",
              "model..",
              "consensus",
              "zone.store.kv",
              "zone.store.content",
              "zone.store"),
          Layer.of(
              "zone.rows..",
              "hlc..",
              "model..",
              "conflict..",
              "zone.store.content",
              "zone.store.memory",
              "zone.store"),
          Layer.of(
              "zone.partition..",
              "hlc..",
              "model..",
              "placement..",
              "conflict..",
              "consensus",
              "replication",
              "zone.session",
              "zone.rows",
              "zone.store.memory",
              "zone.store.content",
              "zone.store.format",
              "zone.store"),
          Layer.of(
              "zone.gateway..",
              "hlc..",
              "model..",
              "placement..",
              "consensus",
              "wire.cluster",
              "wire.conflict",
              "zone.disk",
              "zone.store.content",
              "zone.store",
              "zone.partition"),
          Layer.of(
              "zone.scan..",
              "hlc..",
              "model..",
              "placement..",
              "zone.store.kv",
              "zone.store.content",
              "zone.store.memory",
              "zone.store",
              "zone.partition",
              "zone.gateway"),
          Layer.of(
              "zone.grpc..",
              "hlc..",
              "model..",
              "placement..",
              "consensus",
              "api..",
              "wire..",
              "server.directory",
              "zone.tally",
              "zone.slow",
              "zone.partition",
              "zone.gateway",
              "zone.scan"),
          Layer.of(
              "zone.membership..",
              "hlc..",
              "model..",
              "placement..",
              "wire..",
              "server",
              "server.directory",
              "zone.disk",
              "zone.grpc"),
          Layer.of(
              "zone",
              "hlc..",
              "model..",
              "placement..",
              "conflict..",
              "consensus..",
              "api..",
              "wire..",
              "replication..",
              "server..",
              "zone.."),
          Layer.of(
              "zone.config..",
              "hlc..",
              "model..",
              "placement..",
              "consensus",
              "wire..",
              "server..",
              "zone.disk",
              "zone.store",
              "zone"),
          Layer.of("region.directory..", "model..", "placement.."),
          Layer.of("region.format..", "model..", "placement..", "region.directory"),
          Layer.of(
              "region.store..",
              "model..",
              "consensus",
              "server.disk",
              "region.directory",
              "region.format"),
          Layer.of("region.desk..", "model..", "placement..", "region.directory", "region.store"),
          Layer.of(
              "region.grpc..",
              "hlc..",
              "model..",
              "placement..",
              "api..",
              "wire..",
              "server.directory",
              "region.directory",
              "region.format",
              "region.desk"),
          Layer.of("region.metrics..", "model..", "server.."),
          Layer.of(
              "region",
              "hlc..",
              "model..",
              "placement..",
              "consensus..",
              "wire..",
              "server..",
              "region.."),
          Layer.of(
              "region.config..",
              "model..",
              "placement..",
              "wire..",
              "server..",
              "region.directory",
              "region"),
          Layer.of("client.course..", "model.."),
          Layer.of("client.route..", "model..", "placement.."),
          Layer.of("client.session..", "hlc..", "model.."),
          Layer.of("client", "hlc..", "model..", "placement..", "api..", "wire..", "client.."),
          Layer.of(
              "local..",
              "hlc..",
              "model..",
              "placement..",
              "wire..",
              "server..",
              "zone..",
              "region..",
              "client.."),
          Layer.of("chaos.history.."),
          Layer.of("chaos.recording..", "hlc..", "chaos.history"),
          Layer.of("chaos.check.linear..", "chaos.history", "chaos.check"),
          Layer.of("chaos.check", "chaos.history"),
          Layer.of(
              "cli..",
              "hlc..",
              "model..",
              "placement..",
              "conflict..",
              "wire..",
              "server..",
              "zone..",
              "region..",
              "client..",
              "local.."));

  private Layers() {}

  static List<HouseRule> rules() {
    return Stream.concat(
            Stream.of(everyPackageHasALayer()), BOTTOM_UP.stream().map(Layers::pointsDown))
        .toList();
  }

  /** Nothing escapes the table by standing in a package that it does not name. */
  private static HouseRule everyPackageHasALayer() {
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage("dev.isochrone..")
            .should()
            .resideInAnyPackage(ours(BOTTOM_UP.stream().map(Layer::pattern)));
    return HouseRule.of("every package has a layer", rule)
        .brokenBy("package dev.isochrone.common; class Planted {}")
        .brokenBy("package dev.isochrone.zone.util; class Planted {}")
        .keptBy("package dev.isochrone.zone.store.xodus; class Planted {}");
  }

  private static HouseRule pointsDown(Layer layer) {
    String[] seen = ours(Stream.concat(Stream.of(layer.pattern()), layer.sees().stream()));
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage("dev.isochrone." + layer.pattern())
            .should()
            .dependOnClassesThat(
                resideInAPackage("dev.isochrone..").and(not(resideInAnyPackage(seen))));
    String above = "package dev.isochrone.chaos; public class Above {}";
    return HouseRule.of(layer.pattern() + " sees only " + layer.sees(), rule)
        .brokenBy(above, planted(layer, List.of("dev.isochrone.chaos.Above")))
        .keptBy(withAllThatItSees(layer));
  }

  private static String[] withAllThatItSees(Layer layer) {
    List<String> classes = new ArrayList<>();
    List<String> sources = new ArrayList<>();
    for (String pattern : layer.sees()) {
      String name = "Below" + sources.size();
      classes.add(aPackageOf(pattern) + "." + name);
      sources.add("package " + aPackageOf(pattern) + "; public class " + name + " {}");
    }
    sources.add(planted(layer, classes));
    return sources.toArray(String[]::new);
  }

  private static String planted(Layer layer, List<String> usedClasses) {
    String fields =
        IntStream.range(0, usedClasses.size())
            .mapToObj(i -> usedClasses.get(i) + " field" + i + ";")
            .collect(Collectors.joining(" "));
    return "package " + aPackageOf(layer.pattern()) + "; class Planted { " + fields + " }";
  }

  private static String aPackageOf(String pattern) {
    return "dev.isochrone." + pattern.replace("..", "");
  }

  private static String[] ours(Stream<String> patterns) {
    return patterns.map(pattern -> "dev.isochrone." + pattern).toArray(String[]::new);
  }
}

package dev.isochrone.chaos.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The product keeps every rule; and every rule is one that a violation breaks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
  private final StandardJavaFileManager files = PlantedCode.files();
  private JavaClasses product;

  @BeforeAll
  void readTheProduct() {
    ImportOption noFixtures = location -> !location.contains("-tests.jar");
    product =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(noFixtures)
            .importPackages("dev.isochrone");
  }

  @AfterAll
  void closeTheFiles() throws IOException {
    files.close();
  }

  /** Else a rule would hold because there was nothing to judge. */
  @Test
  void product_holdsEveryPackageThatHasSources() {
    Set<String> packages =
        product.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

    assertThat(packages).containsAll(Repository.ofThisBuild().mainPackages());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void product_keeps(HouseRule rule) {
    rule.rule().allowEmptyShould(true).check(product);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void rule_overPlantedCode_failsWhereItIsBroken_andNowhereElse(
      HouseRule rule, @TempDir Path scratch) throws IOException {
    assertThat(rule.broken()).isNotEmpty();

    for (PlantedCode code : rule.broken()) {
      JavaClasses planted = code.compile(files, Files.createTempDirectory(scratch, "broken"));
      assertThatThrownBy(() -> rule.rule().allowEmptyShould(true).check(planted))
          .as("%s", code)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("Planted");
    }
    for (PlantedCode code : rule.kept()) {
      JavaClasses planted = code.compile(files, Files.createTempDirectory(scratch, "kept"));
      assertThatCode(() -> rule.rule().allowEmptyShould(true).check(planted))
          .as("%s", code)
          .doesNotThrowAnyException();
    }
  }

  static List<HouseRule> rules() {
    return Stream.of(Layers.rules(), Borders.rules(), Reach.rules()).flatMap(List::stream).toList();
  }
}

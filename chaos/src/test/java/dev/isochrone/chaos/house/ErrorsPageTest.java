package dev.isochrone.chaos.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ErrorsPageTest {
  @Test
  void page_saysWhatTheCodeSays() throws IOException {
    Path root = Repository.ofThisBuild().root();
    Path asItShouldBe = root.resolve("chaos/target/errors.md");
    Files.writeString(asItShouldBe, ErrorsPage.text());

    assertThat(root.resolve("docs/errors.md"))
        .as("docs/errors.md; the page as it should be is chaos/target/errors.md: copy it")
        .hasSameTextualContentAs(asItShouldBe);
  }
}

package dev.isochrone.chaos.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Source files that exist to be judged: compiled into a directory of their own, never part of any
 * module. So they may stand in any package of the product and break any rule.
 */
record PlantedCode(List<String> sources) {
  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
  private static final Pattern CLASS = Pattern.compile("\\bclass (\\w+)");

  PlantedCode {
    sources = List.copyOf(sources);
  }

  /** To be shared, since each manager reads every jar of the class path anew. */
  static StandardJavaFileManager files() {
    return COMPILER.getStandardFileManager(null, null, StandardCharsets.UTF_8);
  }

  /** Compiles against the class path of this test, and reads the classes back. */
  JavaClasses compile(StandardJavaFileManager files, Path directory) throws IOException {
    files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(directory));
    List<InMemorySource> units = sources.stream().map(InMemorySource::new).toList();
    List<String> options = List.of("-proc:none", "-nowarn");
    StringWriter complaints = new StringWriter();
    if (!COMPILER.getTask(complaints, files, null, options, null, units).call()) {
      throw new IllegalStateException("planted code does not compile:\n" + complaints);
    }
    return new ClassFileImporter().importPath(directory);
  }

  @Override
  public String toString() {
    return String.join("\n", sources);
  }

  private static final class InMemorySource extends SimpleJavaFileObject {
    private final String source;

    InMemorySource(String source) {
      super(URI.create("planted:///" + className(source) + ".java"), JavaFileObject.Kind.SOURCE);
      this.source = source;
    }

    /** A public class must stand in a file of its name. */
    private static String className(String source) {
      return CLASS.matcher(source).results().findFirst().orElseThrow().group(1);
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }
  }
}

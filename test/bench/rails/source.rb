# Copies an app's Ruby into a folder of its own, in words that Debian's Ruby 3.1 reads, and finds its parts.
require "fileutils"
require "tmpdir"

module Source
  LEFT_OUT = %w[node_modules .git spec test vendor sandbox dummy public].freeze
  PART = %r{\A((core|backend|api|frontend|promotions|legacy_promotions|admin|[a-z]+_core|(plugins|engines|packs|components|gems)/[^/]+)/)?}

  # Anonymous arguments (Ruby 3.2) get names; nothing else is changed.
  NAMED = { /(\(|, )\*\)/ => '\1*_rest)', /(\(|, )\*\*\)/ => '\1**_keys)', /(\(|, )&\)/ => '\1&_block)', /(\(|, )\*, / => '\1*_rest, ', /, \*\*, / => ", **_keys, " }.freeze

  def self.copy(app)
    folder = Dir.mktmpdir("bench-rails")
    at_exit { FileUtils.rm_rf(folder) }
    each_ruby_file(app) do |path|
      target = File.join(folder, path)
      FileUtils.mkdir_p(File.dirname(target))
      text = File.binread(File.join(app, path))
      File.binwrite(target, NAMED.reduce(text) { |read, (from, to)| read.gsub(from, to) })
    end
    folder
  end

  def self.each_ruby_file(app, below = "", &block)
    Dir.children(File.join(app, below)).sort.each do |name|
      path = below.empty? ? name : "#{below}/#{name}"
      full = File.join(app, path)
      next if File.symlink?(full)
      if File.directory?(full)
        # app/public is a folder of templates and their Ruby in some apps; a public/ at the top is not.
        each_ruby_file(app, path, &block) unless LEFT_OUT.include?(name) && path != "app/public" && !path.end_with?("/app/public")
      elsif name.end_with?(".rb", ".rake", ".ru")
        yield path
      end
    end
  end

  # Every app/*/, its concerns/ among them, of the app and its engines.
  def self.autoload_roots(folder)
    patterns = ["app/*/", "app/*/concerns/", "app/public/*/", "app/public/*/concerns/"]
    roots = patterns.flat_map { |pattern| Dir["#{folder}/{,*/,*/*/}#{pattern}"] }.uniq
    roots.select { |root| root.delete_prefix("#{folder}/") =~ %r{#{PART.source}app/(?!views/|assets/|javascript|public/\z)} }
  end

  def self.lib_folders(folder) = Dir["#{folder}/{,*/,*/*/}lib"].select { |lib| File.directory?(lib) }
end

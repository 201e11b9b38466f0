# persistent-dmnd's word for what never changes, and the plugins that the app is told to load.
module Kernel
  def 💎ify = proc { |one| one }
end
ENV["SHINYCMS_PLUGINS"] = Dir.children("#{APP}/plugins").sort.join(",")

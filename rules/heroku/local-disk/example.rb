class ReportsController
  def create
    # ruleid: heroku/local-disk
    File.write("public/reports/today.csv", rows)
    # ruleid: heroku/local-disk
    File.open(Rails.root.join("public", "uploads", name), "wb") { |file| file.write(body) }
    # ok: heroku/local-disk
    File.open(Rails.root.join("config", "plans.yml")) { |file| file.read }
    # ok: heroku/local-disk
    File.write("/tmp/today.csv", rows)
    # ok: heroku/local-disk
    log 'File.write("public/reports/today.csv", rows)'
  end
end
